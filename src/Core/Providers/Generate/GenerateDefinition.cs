namespace LlmFunctions.Providers.Generate;

/// <summary>A model of one's own behind the plain dialect: everybody has it at another address.</summary>
internal static class GenerateDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = "generate",
        Dialect = GenerateDialect.Instance,
        KeyOptional = true,
    };
}
