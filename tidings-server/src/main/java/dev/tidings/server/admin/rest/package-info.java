/** The operators' REST API: conversion to and from the services of the admin package. */
@NullMarked
package dev.tidings.server.admin.rest;

import org.jspecify.annotations.NullMarked;
