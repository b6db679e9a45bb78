using LlmFunctions.Management;

namespace LlmFunctions.Functions.Live;

/// <summary>A configuration with all that was made of it. Never changes; what began with it ends with it.</summary>
/// <param name="Configuration">What was configured through the management API.</param>
/// <param name="Setup">That and the settings, checked.</param>
/// <param name="Services">The services that were made of it.</param>
/// <param name="State">Whether calls may be served by it; one of the services.</param>
internal sealed record LiveSnapshot(StoredConfiguration Configuration, GatewaySetup Setup, IServiceProvider Services, ConfigurationState State);
