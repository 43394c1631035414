// Which web the same keyrings are read as. To be changed whenever that changes: it is in the name of what was read.

export const READER_VERSION = 2;
