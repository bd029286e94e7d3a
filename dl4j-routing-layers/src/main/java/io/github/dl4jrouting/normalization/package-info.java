/** Stock batch normalizations computed faster on a CPU, while they train. */
package io.github.dl4jrouting.normalization;
