/** How a layer's input array is laid out, and the features that a router or gate reads from it. */
package io.github.dl4jrouting.input;
