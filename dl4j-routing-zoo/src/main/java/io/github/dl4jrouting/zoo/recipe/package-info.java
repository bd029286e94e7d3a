/**
 * Training recipes as code: what is trained on what, for how long and with which schedules; runs
 * that can be killed and go on.
 */
package io.github.dl4jrouting.zoo.recipe;
