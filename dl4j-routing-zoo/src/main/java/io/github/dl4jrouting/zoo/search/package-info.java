/**
 * Searches with Arbiter: how candidates are proposed, computed one after the other, written down as
 * they come, and taken up again after an interruption.
 */
package io.github.dl4jrouting.zoo.search;
