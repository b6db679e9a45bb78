using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>The models that can be called.</summary>
internal static class ModelsSurface
{
    private static readonly Content List = Content.Json(ModelsJson.Default.ModelList);

    private static readonly Parameter Provider = Parameter.Query("provider", "Only the models of this provider.");

    // Google's libraries call the same addresses.
    private const string Google = "Whoever sends `x-goog-api-key`, `x-goog-api-client`, `?key=` or has `google-genai` in the user agent gets Google's form.";

    public static Surface Surface { get; } = new("Models", "The models of the configured providers, with what is known of them.")
    {
        Records = [ModelsJson.Default.ModelEntry],
        Operations =
        [
            new("Models", "GET", "/v1/models", "Lists the models")
            {
                Text = Google,
                Errors = ErrorForm.OpenAIOrGemini,
                Parameters = [Provider, .. GeminiSurface.PageParameters],
                Answers = [new(200, "All models, or a page of them in Google's form.", Content.Json(Schema.Of("""{"anyOf":[{"$ref":"#/components/schemas/ModelList"},{"$ref":"#/components/schemas/GeminiModelList"}]}""")))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("Model", "GET", "/v1/models/{id}", "One model of that list")
            {
                Text = Google,
                Errors = ErrorForm.OpenAIOrGemini,
                Parameters = [Parameter.Path("id", "The id as the list has it; its slashes may be escaped or not.", "sandbox/echo") with { HasSlashes = true }],
                Answers = [new(200, "The model.", Content.Json(Schema.Of("""{"anyOf":[{"$ref":"#/components/schemas/ModelEntry"},{"$ref":"#/components/schemas/GeminiModel"}]}""")))],
                Failures = [ErrorKind.ModelNotFound],
            },
            new("ApiModels", "GET", "/api/v1/models", "Lists the models; the same as /v1/models") { Parameters = [Provider], Answers = [new(200, "All models.", List)] },
            new("ApiProviderModels", "GET", "/api/v1/models/{provider}/models", "Lists the models of one provider")
            {
                Parameters = [Parameter.Path("provider", "The provider's name in the settings.", "sandbox")],
                Answers = [new(200, "Its models.", List)],
            },
        ],
    };
}
