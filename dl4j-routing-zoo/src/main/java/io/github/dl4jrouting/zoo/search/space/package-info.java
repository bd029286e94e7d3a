/**
 * Arbiter parameter spaces of routers, gates, bypasses, penalties and whole routed blocks, for
 * searches over training configurations.
 */
package io.github.dl4jrouting.zoo.search.space;
