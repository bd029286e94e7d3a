/** Gates: routers without a network, which compare an activity or a confidence with a threshold. */
package io.github.dl4jrouting.gate;
