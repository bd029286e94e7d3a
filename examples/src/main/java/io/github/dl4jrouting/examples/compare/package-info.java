/** Times networks as they are on stock DL4J and on the inference engine. */
package io.github.dl4jrouting.examples.compare;
