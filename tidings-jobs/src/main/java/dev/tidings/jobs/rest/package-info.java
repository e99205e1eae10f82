/** Runtimes over REST: conversion to and from JSON only. */
@NullMarked
package dev.tidings.jobs.rest;

import org.jspecify.annotations.NullMarked;
