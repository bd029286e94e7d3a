/**
 * One choice changed at a time: thresholds, activity measures, routers, how they are trained, and
 * what holds them back; resumable.
 */
package io.github.dl4jrouting.examples.ablate;
