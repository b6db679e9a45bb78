using System.Diagnostics.CodeAnalysis;

namespace LlmFunctions.Functions.Description;

/// <summary>A body as an example. Those of requests are sent to the app by a test, with the sandbox as the provider.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Json">The body.</param>
internal sealed record Example(string Name, [property: StringSyntax(StringSyntaxAttribute.Json)] string Json);
