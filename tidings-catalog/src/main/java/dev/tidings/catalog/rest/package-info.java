/** The catalogue over REST: conversion to and from JSON only. */
@NullMarked
package dev.tidings.catalog.rest;

import org.jspecify.annotations.NullMarked;
