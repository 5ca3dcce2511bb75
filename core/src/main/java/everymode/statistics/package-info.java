/// Means with confidence intervals, and bounds on the parameter of a binomial.
@NullMarked
package everymode.statistics;

import org.jspecify.annotations.NullMarked;
