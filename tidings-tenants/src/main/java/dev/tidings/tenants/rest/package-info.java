/** Tenants over REST: conversion to and from JSON only. */
@NullMarked
package dev.tidings.tenants.rest;

import org.jspecify.annotations.NullMarked;
