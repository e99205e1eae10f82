@NullMarked
package dev.tidings.spring;

import org.jspecify.annotations.NullMarked;
