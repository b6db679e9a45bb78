using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Management of keys and of models on disk.</summary>
internal static class ManageSurface
{
    private static readonly Parameter Provider = Parameter.Path("provider", "The name of a provider of Ollama's dialect in the settings.", "ollama");

    public static Surface Surface { get; } = new("Management", "For people with the admin key.")
    {
        Operations =
        [
            new("CreateKey", "POST", "/api/v1/manage/keys", "Issues a gateway key")
            {
                Access = Access.Admin,
                Request = Content.Json(ManageJson.Strict.CreateKeyRequest, new Example("For an app", """{"app":"my-app","name":"laptop","expires_at":"2100-01-01T00:00:00Z"}""")),
                Answers =
                [
                    new(201, "The key, which is shown this once.", Content.Json(ManageJson.Default.KeyEntry, new Example("A key", """
                        {"id":"ciia36tyzmz2","app":"my-app","name":"laptop","prefix":"llmf_ciia36tyzmz2","key":"llmf_ciia36tyzmz2_…",
                         "created_at":"2026-11-20T14:35:17.023932+00:00","expires_at":"2100-01-01T00:00:00+00:00"}
                        """))),
                ],
            },
            new("ListKeys", "GET", "/api/v1/manage/keys", "Lists gateway keys")
            {
                Access = Access.Admin,
                Parameters = [Parameter.Query("app", "Only those of this app.")],
                Answers = [new(200, "The keys, the newest first, without the keys themselves.", Content.Json(ManageJson.Default.KeyList))],
            },
            new("RevokeKey", "DELETE", "/api/v1/manage/keys/{id}", "Revokes a gateway key")
            {
                Access = Access.Admin,
                Parameters = [Parameter.Path("id", "The key's id.")],
                Answers = [new(204, "It is revoked, for good.")],
                Failures = [ErrorKind.NotFound],
            },
            new("ListInstalledModels", "GET", "/api/v1/manage/providers/{provider}/models", "Lists the models on the disk of an Ollama")
            {
                Access = Access.Admin,
                Parameters = [Provider],
                Answers = [new(200, "What is there now.", Content.Json(ManageJson.Default.ProviderModelList))],
                Failures = OllamaSurface.OfDisks,
            },
            new("ListRequiredModels", "GET", "/api/v1/manage/providers/{provider}/models/required", "Lists the required models with the progress of their download")
            {
                Access = Access.Admin,
                Parameters = [Provider],
                Answers = [new(200, "What the last check found out.", Content.Json(ManageJson.Default.RequiredModelList))],
                Failures = [ErrorKind.NotFound, ErrorKind.InvalidRequest],
            },
        ],
    };
}
