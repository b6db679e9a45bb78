namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>Makes what must be there before an operation can be called.</summary>
internal delegate Task<Prepared> Prepare(ExampleCaller caller);
