/** Profiles and topics over REST: conversion to and from JSON only. */
@NullMarked
package dev.tidings.audience.rest;

import org.jspecify.annotations.NullMarked;
