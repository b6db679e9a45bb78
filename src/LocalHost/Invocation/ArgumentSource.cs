namespace LlmFunctions.LocalHost.Invocation;

/// <summary>Reads the value of one parameter from an invocation.</summary>
internal delegate object? ArgumentSource(LocalFunctionContext context);
