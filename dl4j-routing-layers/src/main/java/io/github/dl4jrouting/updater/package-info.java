/** DL4J's updater without what it does for gradients of other networks. */
package io.github.dl4jrouting.updater;
