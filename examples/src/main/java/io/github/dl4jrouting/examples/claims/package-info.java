/** The original documents' claims that do not hold, each as a measurement. */
package io.github.dl4jrouting.examples.claims;
