/** How errors name what they are about. */
package io.github.dl4jrouting.naming;
