/** How loading data tells a user that something is still going on. */
package io.github.dl4jrouting.examples.data.progress;
