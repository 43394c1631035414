// Progress of a fetch or of an unpacking, for whoever draws it. Must never carry anything that a result depends on.

/** Bytes done and bytes in all; `total` is 0 when it is not known. Called often: keep it quick. */
export type OnProgress = (done: number, total: number) => void;
