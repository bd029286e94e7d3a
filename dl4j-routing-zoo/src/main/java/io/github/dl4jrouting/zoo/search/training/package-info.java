/** Searches over training configurations: every candidate is trained and measured. */
package io.github.dl4jrouting.zoo.search.training;
