using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Routing;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>
/// Finds models by the names that Ollama's clients use: there, a name without a tag and the name with the tag
/// <c>latest</c> are the same.
/// </summary>
public static class OllamaModelNames
{
    private const string Latest = ":latest";

    /// <summary>The request with the model named as it is listed here.</summary>
    public static ChatRequest Listed(ChatRequest request, ModelDirectory directory) =>
        request.Model is { } model ? request with { Model = Listed(model, directory) } : request;

    /// <summary>The request with the model named as it is listed here.</summary>
    public static EmbeddingsRequest Listed(EmbeddingsRequest request, ModelDirectory directory) =>
        request.Model is { } model ? request with { Model = Listed(model, directory) } : request;

    /// <summary>The name as it is listed here; a name that is not listed loses the tag, which says nothing.</summary>
    public static string Listed(string model, ModelDirectory directory)
    {
        if (directory.Find(model) is not null)
        {
            return model;
        }

        if (model.EndsWith(Latest, StringComparison.Ordinal) && model.Length > Latest.Length)
        {
            return model[..^Latest.Length];
        }

        return directory.Find(model + Latest) is not null ? model + Latest : model;
    }
}
