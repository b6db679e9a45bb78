namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>The app and its description differ.</summary>
internal sealed class ContractException(string message) : Exception(message);
