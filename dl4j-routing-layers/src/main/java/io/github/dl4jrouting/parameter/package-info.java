/** How a layer's parameters lie in DL4J's flattened parameter array, and their copies by name. */
package io.github.dl4jrouting.parameter;
