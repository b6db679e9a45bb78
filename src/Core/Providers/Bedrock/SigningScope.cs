namespace LlmFunctions.Providers.Bedrock;

/// <summary>What a signature is good for, beside its day.</summary>
/// <param name="Region">The region, such as <c>us-east-1</c>.</param>
/// <param name="Service">The service as AWS calls it in signatures.</param>
internal readonly record struct SigningScope(string Region, string Service);
