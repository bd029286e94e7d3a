/**
 * Published files on disk: fetched from one of several mirrors, checked, and kept. A file under its
 * own name is always whole and what was published; nothing here knows what the files contain.
 */
package io.github.dl4jrouting.examples.data.download;
