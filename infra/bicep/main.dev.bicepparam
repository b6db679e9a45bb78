using 'main.bicep'

// Nothing is paid while nobody calls. docs/deploy.md says how to set what is yours.
param resourceGroupName = readEnvironmentVariable('AZURE_RESOURCE_GROUP', 'rg-llmfn-dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param operatorPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param tags = {
  environment: 'dev'
  'azd-env-name': readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
}
param scale = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 10
}
param gatewaySettings = {
  Gateway__Providers__openai__Secret: 'openai-key'
}
