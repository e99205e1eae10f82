/** The operators' gRPC services: conversion to and from the services of the admin package. */
@NullMarked
package dev.tidings.admin.grpc;

import org.jspecify.annotations.NullMarked;
