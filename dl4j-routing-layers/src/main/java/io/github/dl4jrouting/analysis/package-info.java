/** What a network costs: multiply-accumulate operations (MACs) a sample, vertex by vertex. */
package io.github.dl4jrouting.analysis;
