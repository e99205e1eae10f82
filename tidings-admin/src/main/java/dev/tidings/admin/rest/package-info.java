/** The operators' REST API: conversion to and from the services of the admin package. */
@NullMarked
package dev.tidings.admin.rest;

import org.jspecify.annotations.NullMarked;
