/**
 * The networks that are timed, as plain arrays that every contestant builds its own form from, and
 * their inputs. Nothing here knows any engine.
 */
package io.github.dl4jrouting.examples.benchmark.network;
