/** Training of one network with progress that a person can follow. */
package io.github.dl4jrouting.examples.training;
