/** Score functions on accuracy and compute, for recorded traces and for networks alike. */
package io.github.dl4jrouting.zoo.search.objective;
