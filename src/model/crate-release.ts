// How a release of a crate is named: what recipes and lock files may say, and so what names of folders come of it.

/** A crate's name as the registry takes them. A regular expression's text, as is the version. */
export const CRATE_NAME = "[A-Za-z][A-Za-z0-9_-]{0,63}";

/** Of Semantic Versioning 2.0.0. */
export const CRATE_VERSION = String.raw`(0|[1-9][0-9]{0,9})(\.(0|[1-9][0-9]{0,9})){2}(-[0-9A-Za-z.-]{1,64})?(\+[0-9A-Za-z.-]{1,64})?`;
