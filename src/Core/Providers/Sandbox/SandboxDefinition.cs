using LlmFunctions.Providers.OpenAI;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>The built-in provider: always there, without a key and without a network.</summary>
internal static class SandboxDefinition
{
    public static ProviderDefinition Value { get; } = new()
    {
        Name = "sandbox",
        Dialect = OpenAIDialect.Instance,

        // No address is ever called; .invalid makes sure of it.
        BaseUrl = new Uri("http://sandbox.invalid/v1"),
        KeyOptional = true,
        QualifiedOnly = true,
        AlwaysOn = true,
        Quirks = new ProviderQuirks { KeepSandboxField = true },
        InProcess = static timeProvider => new SandboxHandler(timeProvider),
    };
}
