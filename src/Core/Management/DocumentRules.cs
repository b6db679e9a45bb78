using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Management;

/// <summary>What settings may say and documents may not: documents are kept and shown, and who writes them need not be who runs the app.</summary>
internal static class DocumentRules
{
    // Without a vault, a secret is a setting: these are the app's own.
    private static readonly string[] OwnSettings =
        ["Gateway", "AzureWebJobs", "AzureFunctions", "APPLICATIONINSIGHTS", "FUNCTIONS_", "WEBSITE_", "OTEL_", "ConnectionStrings", "IDENTITY_", "MSI_"];

    private static readonly string[] CredentialHeaders =
        ["Authorization", "Proxy-Authorization", "Cookie", "api-key", "x-api-key", "x-goog-api-key", "x-amz-security-token"];

    private static readonly string[] Addresses = ["BaseUrl", "Webhook"];

    public static void Check(ConfigurationDocument document, List<string> errors)
    {
        string section = document.Kind.Section(document.Name)!.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal);
        void Refuse(string field, string why) => errors.Add($"{section}__{field} {why}.");
        if (JsonFields.Find(document.Value, "ApiKey") is not null)
        {
            Refuse("ApiKey", "must be a text, and not together with Secret");
        }

        if (JsonFields.Find(document.Value, "Accounts") is not null && document.Kind == ConfigurationKind.Providers)
        {
            Refuse("Accounts", "are objects of their own: see /api/v1/manage/accounts");
        }

        if (JsonFields.Find(document.Value, "Routes") is not null && document.Kind == ConfigurationKind.Routing)
        {
            Refuse("Routes", "are objects of their own: see /api/v1/manage/routes");
        }

        if (document.Secret is { } secret && OwnSettings.Any(own => secret.StartsWith(own, StringComparison.OrdinalIgnoreCase)))
        {
            Refuse("Secret", "names a setting of the app itself");
        }

        foreach (string field in Addresses)
        {
            if (Uri.TryCreate(document.Text(field), UriKind.Absolute, out Uri? address) && (address.UserInfo.Length > 0 || address.Query.Length > 0))
            {
                Refuse(field, "must have neither a user nor a query: it is kept and shown");
            }
        }

        if (JsonFields.Find(document.Value, "Headers") is { ValueKind: JsonValueKind.Object } headers)
        {
            foreach (JsonProperty header in headers.EnumerateObject().Where(static header => CredentialHeaders.Contains(header.Name, StringComparer.OrdinalIgnoreCase)))
            {
                Refuse($"Headers__{header.Name}", "is a credential, which would be kept and shown: set ApiKey, or set the header in the settings");
            }
        }
    }
}
