/** How a layer's parameters lie in DL4J's flattened parameter array. */
package io.github.dl4jrouting.parameter;
