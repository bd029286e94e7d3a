package io.github.dl4jrouting.examples.data.download;

/**
 * A file that does not change any more.
 *
 * @param name its name, the same on every mirror
 * @param bytes its size where its authors publish it; another packing of it may differ a little
 * @param checksum what makes it the right one
 */
public record PublishedFile(String name, long bytes, Checksum checksum) {}
