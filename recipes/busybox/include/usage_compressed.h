// usage_compressed.h: no help texts, as SHOW_USAGE is off; so nothing.
