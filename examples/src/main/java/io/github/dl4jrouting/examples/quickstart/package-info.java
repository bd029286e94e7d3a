/**
 * The quickstart: a dense network and its routed twin trained on the same images with the same
 * settings, and a comparison of what they know and what they compute.
 */
package io.github.dl4jrouting.examples.quickstart;
