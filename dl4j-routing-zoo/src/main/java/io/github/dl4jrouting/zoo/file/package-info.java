/** Files that are written whole. */
package io.github.dl4jrouting.zoo.file;
