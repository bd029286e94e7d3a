/** Watching how a network routes while it is trained. */
package io.github.dl4jrouting.listener;
