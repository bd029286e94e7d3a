/** Routers: layers whose output is a probability over paths, one row a sample. */
package io.github.dl4jrouting.router;
