/**
 * Makes a trained network skip: finds its skippable blocks, puts gates or routers around them, and
 * takes them out again.
 */
package io.github.dl4jrouting.transform;
