/** The zoo on the command line: recipes that train its models, and what the models are worth. */
package io.github.dl4jrouting.examples.zoo;
