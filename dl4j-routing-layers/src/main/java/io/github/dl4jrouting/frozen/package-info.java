/** Networks with frozen parts, seen as if nothing were frozen. */
package io.github.dl4jrouting.frozen;
