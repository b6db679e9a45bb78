namespace LlmFunctions.Functions.Tests.LocalHost.Durable.Support;

internal sealed record Order(string Name, int Count);
